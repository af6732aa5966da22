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

InFlight(ctx) == {r \in Reqs : reqs[ctx][r].st = "inflight"}

ThreeInFlight ==
  \E ctx \in Rings : Cardinality(InFlight(ctx)) >= 3

(* A request is in flight on a node that no slot names any more. *)
OldNodeInFlight ==
  \E ctx \in Rings : \E r \in InFlight(ctx) : \A s \in DOMAIN table[ctx] : table[ctx][s] # reqs[ctx][r].node

TwoRequestsOneNode ==
  \E ctx \in Rings : \E r, q \in InFlight(ctx) : r # q /\ reqs[ctx][r].node = reqs[ctx][q].node

(* A failed registration is taken apart while the device moves bytes for others. *)
UnwindsWhileInDevice ==
  \E ctx \in Rings : call[ctx].at = "unwind" /\ call[ctx].rb # 0 /\ SomethingInDevice

ChainInDevice ==
  \E d \in Devs, t \in Tags : InDevice(d, t) /\ Len(cmds[d][t].desc) >= 2

CommandWaitsForPool == \E d \in Devs, t \in Tags : cmds[d][t].st = "requeued"

TwoPartsOut ==
  \E ctx \in Rings : \E r \in Reqs : reqs[ctx][r].out = 2

ClosedFileInFlight ==
  \E ctx \in Rings : \E r \in InFlight(ctx) : ~files[reqs[ctx][r].file].fd
================================================================================
