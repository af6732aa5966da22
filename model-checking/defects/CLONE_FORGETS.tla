--------------------------- MODULE CLONE_FORGETS ----------------------------
(***************************************************************************)
(* A clone into the middle of a table forgets the slots behind its range,  *)
(* as kernels up to 6.18.2 do (CLONE_LOSES_SLOTS_BEHIND).                  *)
(*                                                                         *)
(* model     cloned-tables-ranges                                          *)
(* override  KeptSlots <- KeptInFront                                      *)
(* law       ClonesCopyTheirSource                                         *)
(* twin      CLONE_FORGETS_BEHIND by clone-middle                          *)
(***************************************************************************)
EXTENDS MCRequests

(* Only the slots before the range are copied from the table that is there. *)
KeptInFront(to, n) == {s \in Slots : s < to}
=============================================================================
