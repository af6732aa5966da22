---------------------------- MODULE MCClonedTables ----------------------------
(***************************************************************************)
(* Bounds for models of ClonedTables.                                      *)
(***************************************************************************)
EXTENDS ClonedTables

CONSTANTS
  LowestFirst,  \* whether of what is free the lowest number is taken
  MaxTags,    \* tags that registrations of both rings may use up
  MaxNodes,   \* live nodes of both rings beyond which the user neither registers nor clones
  CallsMeet   \* whether a ring may act while the other is in the middle of a call

NodeCount == Cardinality(DOMAIN nodes) + Cardinality(DOMAIN away.nodes)

(* Safe: registrations beyond the bound repeat what fewer already do with reused numbers. *)
MCMayRegister == Len(tags) + Len(away.tags) < MaxTags /\ NodeCount < MaxNodes

(* Safe for the same reason. *)
MCMayClone == NodeCount < MaxNodes

(***************************************************************************)
(* Safe without CallsMeet: all that two rings share are the imus, so that  *)
(* steps of their calls commute but for those that drop an imu; a small    *)
(* model has CallsMeet.  What ends at the other ring meanwhile could as    *)
(* well have ended before, or end after the call.                          *)
(***************************************************************************)
MCMaySwitch == CallsMeet \/ BT!LockFree

(* Safe: as in MCBufferTable. *)
MCMayTakeReq(r) == LowestFirst => \A q \in BT!FreeReqs : r <= q

--------------------------------------------------------------------------------
(* The laws of BufferTable, under their names. *)
NoDanglingReference == BT!NoDanglingReference
NoNodeLeaked == BT!NoNodeLeaked
TagAtMostOnce == BT!TagAtMostOnce
TagAfterLastRequest == BT!TagAfterLastRequest
TagNotLost == BT!TagNotLost
CompletesOnce == BT!CompletesOnce
InFlightHoldsNode == BT!InFlightHoldsNode

--------------------------------------------------------------------------------
(* The laws that the models of this module check, each all of them. *)

Laws ==
  /\ TypeOK
  /\ NodeRefsMatchHolders
  /\ ImuRefsMatchHolders
  /\ NoDanglingReference
  /\ NoNodeLeaked
  /\ TagAtMostOnce
  /\ TagAfterLastRequest
  /\ TagNotLost
  /\ CompletesOnce
  /\ InFlightHoldsNode
  /\ NothingLeft
  /\ OneTagForEachImu
  /\ ReleasedByLast
  /\ CloneLocksBoth

StepLaws ==
  /\ LockCoversTable

--------------------------------------------------------------------------------
(* Witnesses. *)

Shared(i) == /\ \E n \in DOMAIN nodes : nodes[n].imu = i
             /\ \E n \in DOMAIN away.nodes : away.nodes[n].imu = i

InFlightIn(ringNodes, ringReqs, i) ==
  \E r \in UsedBy(ringNodes, ringReqs, i) : ringReqs[r].st = "inflight"

(* Each ring has a request in the memory that they share. *)
BothRingsInOneImu ==
  \E i \in DOMAIN imus : InFlightIn(nodes, reqs, i) /\ InFlightIn(away.nodes, away.reqs, i)

(* The ring here gave its table up, while the other has a request in the same memory: either of the
   two may be the source. *)
SourceGoneCloneInFlight ==
  /\ call.at = "tag" /\ nodes[call.old].tag # 0
  /\ InFlightIn(away.nodes, away.reqs, nodes[call.old].imu)

CloneGoneSourceInFlight ==
  /\ call.at = "tag" /\ nodes[call.old].tag = 0
  /\ InFlightIn(away.nodes, away.reqs, nodes[call.old].imu)
  /\ \E n \in DOMAIN away.nodes : away.nodes[n].imu = nodes[call.old].imu /\ away.nodes[n].tag # 0

(* A clone's request is in flight in memory whose registering ring is closed. *)
ImuOutlivesItsRing ==
  /\ away.ring = "closed" /\ away.call = BT!NoCall
  /\ \E i \in DOMAIN imus : InFlightIn(nodes, reqs, i)

(* The ring that registered clones its buffer back: none of the nodes has a tag any more. *)
CloneOfAClone ==
  /\ call.who = "clone" /\ tags # <<>> /\ away.tags = <<>>
  /\ \E s \in DOMAIN fresh : fresh[s] # 0 /\ Shared(nodes[fresh[s]].imu)

(* A replaced table's node outlives it, held by a request. *)
ReplacedWhileInFlight ==
  call.who = "clone" /\ call.at = "put" /\ nodes[call.old].refs > 1
    /\ \E r \in Reqs : reqs[r].node = call.old

(* A partial clone keeps a node of the table that it replaces. *)
SlotKept ==
  call.who = "clone" /\ call.at = "put" /\ HeldIn(fresh, call.old) > 0

(* Both rings are about to drop the same imu. *)
BothDropOneImu ==
  /\ call.at = "tag" /\ away.call.at = "tag"
  /\ nodes[call.old].imu = away.nodes[away.call.old].imu
================================================================================
