------------------------- MODULE COMMANDS_IN_PLACE --------------------------
(***************************************************************************)
(* Every command of a request goes to the same place on the disk.          *)
(*                                                                         *)
(* model     addressing-tell                                               *)
(* override  Parts <- PartsInPlace                                         *)
(* law       CommandsAreTheWhole                                           *)
(* was       seed-commands-in-place                                        *)
(***************************************************************************)
EXTENDS PARTS_IN_PLACE
=============================================================================
