------------------------------- MODULE Questions -------------------------------
(* A data model for the tests: halves of numbers and lengths of sequences. *)
EXTENDS Naturals, Sequences

VARIABLES question, answer

Init ==
  /\ answer = [done |-> FALSE]
  /\ \/ \E n \in 0 .. 9 : question = [op |-> "halve", n |-> n]
     \/ \E s \in {<<>>, <<1>>, <<2, 1>>} : question = [op |-> "measure", s |-> s]

\* @task lib/toy.c: toy_halve, patch 1 (H1)
Halve ==
  /\ ~answer.done /\ question.op = "halve"
  /\ answer' = [done |-> TRUE, half |-> question.n \div 2, parts |-> <<question.n \div 2>>]
  /\ UNCHANGED question

\* @task lib/toy.c: toy_measure, patch 1 (H2)
Measure ==
  /\ ~answer.done /\ question.op = "measure"
  /\ answer' = [done |-> TRUE, len |-> Len(question.s)]
  /\ UNCHANGED question

Next == Halve \/ Measure

Spec == Init /\ [][Next]_<<question, answer>>
================================================================================
