-------------------------- MODULE REGBUF_REUSED ---------------------------
(*************************************************************************)
(* A registration that takes a regbuf which an imu has already: two      *)
(* registrations for one mapping, which the first of them takes apart.   *)
(*                                                                       *)
(* model     buffer-table                                                *)
(* override  FreeRegbuf <- TheFirstRegbuf                                *)
(* law       RegbufsHaveOneName                                          *)
(*************************************************************************)
EXTENDS MCRequests

(* The number is not asked for. *)
TheFirstRegbuf(rb) == rb = 1
===========================================================================
