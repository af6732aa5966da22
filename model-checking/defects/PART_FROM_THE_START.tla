------------------------ MODULE PART_FROM_THE_START -------------------------
(***************************************************************************)
(* Each part of a request covers the pages of its first one.               *)
(*                                                                         *)
(* model     rw-parts                                                      *)
(* override  FirstOf <- FirstOfTheWindow                                   *)
(* law       EntriesAreTheWindow                                           *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The pages that other parts take are not skipped. *)
FirstOfTheWindow(d, t) == ReqOf(d, t).off \div PageSize + 1
=============================================================================
