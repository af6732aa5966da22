------------------------- MODULE ENTRY_IN_SAME_SLOT -------------------------
(***************************************************************************)
(* The second entry of a call put into the slot of the first, whose buffer *)
(* it replaces.                                                            *)
(*                                                                         *)
(* model     buffer-table-entries                                          *)
(* override  NextSlot <- SameSlot                                          *)
(* law       CallsGoInOrder                                                *)
(***************************************************************************)
EXTENDS MCRequests

(* The index does not move on with the entries. *)
SameSlot(c) == c.slot
=============================================================================
