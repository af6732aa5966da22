------------------------------- MODULE Shapes -------------------------------
(***************************************************************************)
(* One variable a kind of value, in every form in which TLC represents it: *)
(* the test compares them with the values that Java builds.                *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

VARIABLES
  number, big, truth, text, emptyFunction, emptySequence, emptySet, sequence,
  fromOne, fromZero, sparse, excepted, joined, record, fieldFunction, nested,
  numbers, interval, filtered, records, texts, pairs

vars == << number, big, truth, text, emptyFunction, emptySequence, emptySet,
           sequence, fromOne, fromZero, sparse, excepted, joined, record,
           fieldFunction, nested, numbers, interval, filtered, records, texts,
           pairs >>

Init ==
  /\ number = 0 - 3
  /\ big = 123456
  /\ truth = TRUE
  /\ text = "zeta"
  /\ emptyFunction = [i \in {} |-> 0]
  /\ emptySequence = << >>
  /\ emptySet = {i \in 1..3 : i > 3}
  /\ sequence = Append(<< 4, 5 >>, 6)
  /\ fromOne = [i \in 1..3 |-> i * i]
  /\ fromZero = [i \in 0..2 |-> i + 1]
  /\ sparse = [i \in {7, 2, 5} |-> i]
  /\ excepted = [[i \in 1..2 |-> [refs |-> 0, name |-> "x"]] EXCEPT ![2].refs = 9]
  /\ joined = [i \in {1} |-> 10] @@ [i \in {2} |-> 20]
  /\ record = [zulu |-> 1, alpha |-> "a", mike |-> FALSE]
  /\ fieldFunction = [f \in {"alpha", "zulu"} |-> 1]
  /\ nested = [i \in 1..2 |-> [j \in 0..1 |-> << i, {j} >>]]
  /\ numbers = {3, 1, 2, 1}
  /\ interval = 1..3
  /\ filtered = {i \in 0..9 : i % 4 = 1} \cup {20}
  /\ records = {[a |-> 2, b |-> "y"], [b |-> "x", a |-> 1]}
  /\ texts = {"zulu", "alpha", "never seen before"}
  /\ pairs = {1, 2} \X {TRUE}

Next == UNCHANGED vars
=============================================================================
