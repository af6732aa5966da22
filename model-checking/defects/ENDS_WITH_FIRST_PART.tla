------------------------ MODULE ENDS_WITH_FIRST_PART ------------------------
(***************************************************************************)
(* A request that ends with the first of its parts.                        *)
(*                                                                         *)
(* model     rw-parts                                                      *)
(* override  [Ring]IsLastPart <- AnyPart                                   *)
(* law       TagIffInFlight                                                *)
(* twin      ENDS_WITH_FIRST_PART by split                                 *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The end of a part is taken for that of its request, whatever else is out. *)
AnyPart(q) == q.left = 0
=============================================================================
