--------------------------- MODULE CLONE_ONE_LOCK ---------------------------
(***************************************************************************)
(* A clone that does not lock its source.                                  *)
(*                                                                         *)
(* model     cloned-tables                                                 *)
(* override  HeldInSource <- NoSourceLock                                  *)
(* law       CloneLocksBoth                                                *)
(* twin      SOURCE_UNLOCKED by clone-untagged                             *)
(* was       seed-clone-one-lock                                           *)
(***************************************************************************)
EXTENDS MCRequests

(* The source's uring_lock is not taken. *)
NoSourceLock == NoCall
=============================================================================
