---------------------------- MODULE TABLE_LEFT ----------------------------
(*************************************************************************)
(* The end of a table comes back after the first slot.                   *)
(*                                                                       *)
(* model     buffer-table                                                *)
(* override  ClearSlot <- ClearOne                                       *)
(* law       CallsGoInOrder                                              *)
(*************************************************************************)
EXTENDS MCRequests

(* The highest slot is emptied; where that was the only one before, the call is over. *)
ClearOne(ctx) ==
  /\ call[ctx].at = "next"
  /\ LET full == {s \in DOMAIN table[ctx] : table[ctx][s] # 0} IN
       IF Cardinality(full) < Cardinality(Slots)
       THEN /\ call' = [call EXCEPT ![ctx].at = "return"]
            /\ UNCHANGED table
       ELSE LET s == CHOOSE s \in full : \A q \in full : q <= s IN
            /\ table' = [table EXCEPT ![ctx][s] = 0]
            /\ call' = [call EXCEPT ![ctx].at = "put", ![ctx].old = table[ctx][s]]
  /\ UNCHANGED <<ring, nodes, imus, reqs, tags, queued>>
===========================================================================
