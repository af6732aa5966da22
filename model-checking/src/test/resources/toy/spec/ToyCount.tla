------------------------------- MODULE ToyCount -------------------------------
(* A count that only grows, which that of the toy's references is not. *)
EXTENDS Naturals
VARIABLE n
Init == n = 0
Grow == n' = n + 1
Small == n < 2
AtMost(m) == n <= m
Spec == Init /\ [][Grow]_n
===============================================================================
