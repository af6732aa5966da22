------------------------------- MODULE MCToy -------------------------------
EXTENDS Toy
Count == INSTANCE ToyCount WITH n <- slot.refs
ImplementsCount == Count!Spec
TwoFlying == slot.refs = 2
ThreeFlying == slot.refs = 3
AlwaysTrue == slot.refs >= 0
NextUnnamed == \E r \in Reqs : (req[r] = "idle" /\ slot.kind = "empty" /\ Submit(r)) \/ (\E k \in Kinds : Install(k) /\ TRUE)
UnnamedSpec == Init /\ [][NextUnnamed]_vars
NextLess == Unregister \/ \E k \in Kinds : Install(k) \/ \E k2 \in {} : Submit(k2)
LessSpec == Init /\ [][NextLess]_vars
Broken == req[99] = "x"
BrokenSpec == Spec
SurpriseSpec == Spec
Laws == /\ RefsAreCounted
        /\ SlotIsFilledWhileUsed
UnnamedLaws == /\ RefsAreCounted
LessLaws == /\ RefsAreCounted
BrokenLaws == /\ Broken
SurpriseLaws == /\ NeverTwoFlying
Refinements == /\ ImplementsCount
Liveness == /\ EventuallyIdle
============================================================================
