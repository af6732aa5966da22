-------------------------- MODULE CLONE_LEFT_OVER ---------------------------
(***************************************************************************)
(* A node that goes keeps its reference of a shared imu, and the memory is *)
(* never given back.                                                       *)
(*                                                                         *)
(* model     cloned-tables                                                 *)
(* override  KeepSharedImu <- KeepsReference                               *)
(* law       NothingLeft                                                   *)
(* was       seed-clone-left-over                                          *)
(***************************************************************************)
EXTENDS CLONE_KEEPS_REFERENCE
=============================================================================
