-------------------------------- MODULE MCLarge --------------------------------
(***************************************************************************)
(* DmabufRw at bounds that nobody enumerates: for random walks, and for    *)
(* TLC's evaluator as the judge of random runs of the implementation.      *)
(* Every step is fine: nothing runs to completion before others move.      *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The first two files share a device: a request through the wrong one reaches the right device. *)
LastFileOnItsOwnDevice == [f \in Files |-> IF f = 3 THEN 2 ELSE 1]

(* Three to five pages: a list that just fits its descriptor page, chains of two and of three. *)
ThreePagesAndMore == [b \in Bufs |-> b + 2]

(* What a queue alone would be given: here mappings decide, and nobody lists all 16^5 of them. *)
NoLayouts == {}

--------------------------------------------------------------------------------
(* Situations that random runs must come to often. *)

InFlight == {r \in Reqs : reqs[r].st = "inflight"}

ThreeInFlight == Cardinality(InFlight) >= 3

(* A request is in flight on a node that no slot names any more. *)
OldNodeInFlight == \E r \in InFlight : \A s \in DOMAIN table : table[s] # reqs[r].node

TwoRequestsOneNode == \E r, q \in InFlight : r # q /\ reqs[r].node = reqs[q].node

(* A failed registration is taken apart while the device moves bytes for others. *)
UnwindsWhileInDevice == call.at = "unwind" /\ call.rb # 0 /\ SomethingInDevice

ChainInDevice ==
  \E d \in Devs, t \in Tags : InDevice(d, t) /\ Len(cmds[d][t].desc) >= 2

CommandWaitsForPool == \E d \in Devs, t \in Tags : cmds[d][t].st = "requeued"

TwoPartsOut == \E r \in Reqs : reqs[r].out = 2

ClosedFileInFlight == \E r \in InFlight : ~files[reqs[r].file].fd
================================================================================
