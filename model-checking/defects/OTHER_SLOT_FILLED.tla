------------------------- MODULE OTHER_SLOT_FILLED -------------------------
(**************************************************************************)
(* An update that stores its node in the highest slot, whichever slot the *)
(* user named.                                                            *)
(*                                                                        *)
(* model     buffer-table                                                 *)
(* override  StoreNode <- StoreNodeHighest                                *)
(* law       SlotsChangeByName                                            *)
(**************************************************************************)
EXTENDS MCRequests

(* The slot is forgotten between the release of its old node and the new one. *)
StoreNodeHighest(ctx) ==
  /\ call[ctx].who = "update" /\ call[ctx].at = "store"
  /\ table' = [table EXCEPT ![ctx][CHOOSE s \in Slots : \A q \in Slots : q <= s] = call[ctx].node]
  /\ call' = [call EXCEPT ![ctx].at = "return", ![ctx].done = @ + 1, ![ctx].node = 0, ![ctx].rb = 0]
  /\ UNCHANGED <<ring, nodes, imus, reqs, tags, queued>>
============================================================================
