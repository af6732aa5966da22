-------------------------------- MODULE Toy --------------------------------
(***************************************************************************)
(* Jobs that run and end, counted and logged: a specification for the      *)
(* tests of the replay. It has a state without successors, transitions     *)
(* into known states, a stuttering step and an action with two arguments.  *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS Jobs, Limit

VARIABLES
  job,    \* the state of each job, "idle", "busy" or "done"
  count,  \* jobs started, never above Limit
  last,   \* the last job that ended and how, << >> at first
  open    \* whether jobs may still start

vars == << job, count, last, open >>

Init ==
  /\ job = [j \in Jobs |-> "idle"]
  /\ count = 0
  /\ last = << >>
  /\ open = TRUE

\* @task io_uring/toy.c: toy_start, patch 1 (R1)
Start(j) ==
  /\ open
  /\ job[j] = "idle"
  /\ count < Limit
  /\ job' = [job EXCEPT ![j] = "busy"]
  /\ count' = count + 1
  /\ UNCHANGED << last, open >>

\* @irq drivers/toy.c: toy_finish, patch 2 (R2)
Finish(j, ok) ==
  /\ job[j] = "busy"
  /\ job' = [job EXCEPT ![j] = IF ok THEN "done" ELSE "idle"]
  /\ last' = << [job |-> j, ok |-> ok] >>
  /\ UNCHANGED << count, open >>

\* @user toy.c: look, patch 3 (R3)
Look ==
  /\ count > 0
  /\ open
  /\ UNCHANGED vars

\* @task io_uring/toy.c: toy_close, patch 1 (R4)
Close ==
  /\ open
  /\ \A j \in Jobs : job[j] # "busy"
  /\ open' = FALSE
  /\ UNCHANGED << job, count, last >>

Next ==
  \/ \E j \in Jobs : Start(j)
  \/ \E j \in Jobs, ok \in BOOLEAN : Finish(j, ok)
  \/ Look
  \/ Close

Spec == Init /\ [][Next]_vars
=============================================================================
