--------------------------------- MODULE Toy ---------------------------------
(* A slot that lends its buffer to requests: small enough to count by hand. *)
EXTENDS Naturals
CONSTANTS Reqs, Kinds
VARIABLES slot, req

Init == slot = [kind |-> "empty", refs |-> 0] /\ req = [r \in Reqs |-> "idle"]

\* @task io_uring/rsrc.c: __io_sqe_buffers_update, patch 9 (R1)
Install(k) ==
  /\ slot.kind = "empty" /\ k # "empty"
  /\ slot' = [slot EXCEPT !.kind = k]
  /\ UNCHANGED req

\* @user io_uring/rw.c: io_read_fixed, patch 10 (I1-I9)
Submit(r) ==
  /\ slot.kind # "empty" /\ req[r] = "idle"
  /\ req' = [req EXCEPT ![r] = "flying"]
  /\ slot' = [slot EXCEPT !.refs = @ + 1]

\* @irq drivers/nvme/host/pci.c: nvme_irq
Complete(r) ==
  /\ req[r] = "flying"
  /\ req' = [req EXCEPT ![r] = "idle"]
  /\ slot' = [slot EXCEPT !.refs = @ - 1]

Unregister ==
  /\ slot.kind # "empty" /\ slot.refs = 0
  /\ slot' = [slot EXCEPT !.kind = "empty"]
  /\ UNCHANGED req

Next ==
  \/ \E k \in Kinds : Install(k)
  \/ \E r \in Reqs : Submit(r) \/ Complete(r)
  \/ Unregister

vars == <<slot, req>>
Spec == Init /\ [][Next]_vars
FairSpec == Spec /\ \A r \in Reqs : WF_vars(Complete(r))

RefsAreCounted == slot.refs \in 0 .. 2
SlotIsFilledWhileUsed == slot.refs > 0 => slot.kind # "empty"
NeverTwoFlying == slot.refs < 2
EventuallyIdle == \A r \in Reqs : req[r] = "flying" ~> req[r] = "idle"
==============================================================================
