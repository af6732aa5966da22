-------------------------- MODULE HARDLINK_SEVERED --------------------------
(***************************************************************************)
(* A hard link that holds no better than another one: what is behind a     *)
(* request that has failed is cancelled.                                   *)
(*                                                                         *)
(* model     hardlinks                                                     *)
(* override  GoesOn <- AfterSuccess                                        *)
(* law       HardlinksHold                                                 *)
(* twin      HARDLINK_SEVERED by hardlinked                                *)
(***************************************************************************)
EXTENDS MCRequests

(* Which link it is, is not looked at. *)
AfterSuccess(ctx, t, all) == all
=============================================================================
