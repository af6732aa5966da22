----------------------------- MODULE CLONE_KEPT -----------------------------
(***************************************************************************)
(* A slot that a partial clone keeps has one reference for two tables.     *)
(*                                                                         *)
(* model     cloned-tables-slots                                           *)
(* override  KeptRefs <- NoKeptRefs                                        *)
(* law       NodeRefsMatchHolders                                          *)
(* twin      KEPT_WITHOUT_REFERENCE by clone-middle                        *)
(* was       seed-clone-kept                                               *)
(***************************************************************************)
EXTENDS MCRequests

(* A slot that is kept gives its node no second reference, and the old table drops the one. *)
NoKeptRefs(kept) == 0
=============================================================================
