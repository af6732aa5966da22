----------------------- MODULE LAST_PART_FORGOTTEN ------------------------
(*************************************************************************)
(* Parts that are counted by whole ones: what is left of a longer        *)
(* request is never moved, and its user is told success.                 *)
(*                                                                       *)
(* model     rw-refines-parts                                            *)
(* set       PagesOf = ThreePagesEach                                    *)
(* set       Iovas = {1, 2, 3}                                           *)
(* set       PartBytes = 128                                             *)
(* set       Windows = {<<0, 192>>}                                      *)
(* override  [Ring]PartsOf <- WholeParts                                 *)
(* law       ImplementsDmaSafety                                         *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* The last part is one only if it is as long as the others. *)
WholeParts(len) == IF len <= PartBytes THEN 1 ELSE len \div PartBytes
===========================================================================
