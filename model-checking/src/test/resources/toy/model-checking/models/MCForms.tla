------------------------------ MODULE MCForms ------------------------------
(* Laws and actions in every form that is taken apart; some laws do not hold. *)
EXTENDS Toy, FiniteSets

Flying == {r \in Reqs : req[r] = "flying"}
Count == INSTANCE ToyCount WITH n <- Cardinality(Flying)
Rose(before, after) == after.refs >= before.refs
Filled(kind) == kind # "empty"

Counted == LET held == Flying IN slot.refs = Cardinality(held)
EachKind == \A r \in Reqs, k \in Kinds :
              /\ req[r] = "flying" /\ slot.kind = k => \E q \in Reqs : req[q] = "flying"
              /\ slot.kind = k => slot.refs >= 0
OfThoseFlying == \A r \in Flying : slot.refs > 0 /\ req[r] # "idle"
OfAnotherModule == Count!Small /\ Count!AtMost(2)
ByCases == IF slot.kind = "empty" THEN slot.refs = 0 ELSE slot.refs < 2
Functions == [r \in Reqs |-> req[r] = "flying"] = [r \in Reqs |-> r \in Flying]
NoneFlies == [r \in Reqs |-> req[r] = "idle"] = [r \in Reqs |-> TRUE]
NoneHeld == {r \in Reqs : req[r] = "flying"} = {}
Recursive == LET Sum[s \in SUBSET Reqs] ==
                   IF s = {} THEN 0 ELSE LET r == CHOOSE x \in s : TRUE
                                         IN Sum[s \ {r}] + (IF req[r] = "flying" THEN 1 ELSE 0)
             IN Sum[Reqs] = slot.refs
Constant == \A r \in Reqs : r > 0

EmptiedUnused == [][Filled(slot.kind) /\ ~Filled(slot'.kind) => slot.refs = 0]_vars
PutWhenIdle == [][\A r \in Reqs : req[r] = "flying" /\ req'[r] = "idle" => slot'.refs < slot.refs]_vars
NeverTwoNext == [][slot'.refs # 2]_vars
RisesFromNothing == [][slot.refs = 0 => Rose(slot, slot')]_vars

Swap(r) ==
  LET other == CHOOSE q \in Reqs : q # r IN
  /\ req[r] = "flying" /\ req[other] = "idle"
  /\ req' = [req EXCEPT ![r] = "idle", ![other] = "flying"]
  /\ UNCHANGED slot
Change ==
  /\ slot.kind = "dmabuf"
  /\ \E k \in {x \in Kinds : x # slot.kind} : slot' = [slot EXCEPT !.kind = k]
  /\ Filled(slot'.kind)
  /\ UNCHANGED req
OneOfTwo ==
  /\ \/ slot.refs = 2 /\ req' = [r \in Reqs |-> "idle"]
     \/ slot.refs = 1 /\ \E r \in Reqs : req[r] = "flying" /\ req' = [req EXCEPT ![r] = "idle"]
  /\ slot' = [slot EXCEPT !.refs = 0]
OutOfReach ==       \* what its second guard applies is no function unless the first one holds
  /\ slot.kind = "none"
  /\ slot.kind[1] = 2
  /\ UNCHANGED vars

NextForms ==
  \/ Next
  \/ \E r \in Reqs : Swap(r)
  \/ Change \/ OneOfTwo \/ OutOfReach
FormsSpec == Init /\ [][NextForms]_vars

CanSwap == ENABLED <<\E r \in Reqs : Swap(r)>>_vars
CanStop == \/ slot.refs = 1
           \/ ENABLED <<slot.refs < 2 /\ (Change \/ OneOfTwo)>>_req
CanChange == ENABLED <<OutOfReach \/ Change>>_slot
CanBeOneOf == ENABLED <<LET of == Flying IN \E q \in of : Swap(q)>>_vars \/ ENABLED <<\E q \in Flying : OneOfTwo>>_vars
CanMove == ENABLED NextForms
CanDoEither == ENABLED <<Change \/ OneOfTwo>>_vars

FormsLaws == /\ Counted /\ EachKind /\ OfThoseFlying /\ OfAnotherModule /\ ByCases /\ Functions /\ NoneFlies /\ NoneHeld
             /\ Recursive /\ Constant /\ NeverTwoFlying
             /\ CanSwap /\ CanStop /\ CanChange /\ CanBeOneOf /\ CanMove /\ CanDoEither
FormsStepLaws == /\ EmptiedUnused /\ PutWhenIdle /\ NeverTwoNext /\ RisesFromNothing
============================================================================
