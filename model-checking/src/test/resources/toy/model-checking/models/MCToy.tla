------------------------------- MODULE MCToy -------------------------------
EXTENDS Toy
Count == INSTANCE ToyCount WITH n <- slot.refs
ImplementsCount == Count!Spec
TwoFlying == slot.refs = 2
ThreeFlying == slot.refs = 3
AlwaysTrue == slot.refs >= 0
BadComplete(r) == /\ req[r] = "flying" /\ req' = [req EXCEPT ![r] = "idle"] /\ slot' = [slot EXCEPT !.refs = 0, !.kind = "empty"]
NextUnnamed == \E r \in Reqs : (req[r] = "idle" /\ slot.kind = "empty" /\ Submit(r)) \/ (\E k \in Kinds : Install(k) /\ TRUE)
NextLess == Unregister \/ \E k \in Kinds : Install(k) \/ \E k2 \in {} : Submit(k2)
Broken == req[99] = "x"
============================================================================
