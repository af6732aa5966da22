------------------------------- MODULE DmaSafety -------------------------------
(***************************************************************************)
(* The contract, on one screen.  A device touches memory only while it is  *)
(* mapped, for a request that was given the mapping, and only the units    *)
(* that the request asks for; a mapping ends once, after its last user.    *)
(* What the user sees, once, is what the device did: success if it has     *)
(* moved all units, and has said so of each, be it at a second try, or     *)
(* else an error.  And whoever exports a buffer has counted what there is  *)
(* of it.                                                                  *)
(*                                                                         *)
(* Everything below it (tables, locks, rings, tags, interrupts) exists to  *)
(* keep these actions apart in time.                                       *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS Bufs, Mappings, Requests, Units,
          Revocable,  \* mappings that the driver of their device may end, for all who have them
          Cached      \* requests that may be served from the page cache, by the CPU

VARIABLES
  at,      \* mapping -> the buffer that it is attached to, 0 for none
  live,    \* the mappings that exist
  counts,  \* buffer -> [attachments, pins, mappings]: what its exporter has counted
  io       \* request -> [on, want, moved, res]: its mappings; units that the device has not reported of;
           \* of these the <<mapping, unit>> that it has touched; and what is to be seen, or is

Idle == [on |-> {}, want |-> {}, moved |-> {}, res |-> "none"]

Init == at = [m \in Mappings |-> 0] /\ live = {} /\ io = [r \in Requests |-> Idle]

Attach(m, b) == at[m] = 0 /\ at' = [at EXCEPT ![m] = b] /\ UNCHANGED <<live, io>>
Map(m)       == m \notin live /\ live' = live \cup {m} /\ UNCHANGED <<at, io>>
Unmap(m)     == m \in live /\ (\A r \in Requests : m \notin io[r].on)
                /\ live' = live \ {m} /\ UNCHANGED <<at, io>>
Detach(m)    == at[m] # 0 /\ m \notin live /\ at' = [at EXCEPT ![m] = 0] /\ UNCHANGED <<live, io>>

(* Of such a mapping nothing is under way, and whoever still has it touches nothing any more. *)
Revoke(m)    == m \in live \cap Revocable /\ (\A r \in Requests : \A x \in io[r].moved : x[1] # m)
                /\ live' = live \ {m} /\ UNCHANGED <<at, io>>

Set(r, v) == io' = [io EXCEPT ![r] = v] /\ UNCHANGED <<at, live>>

(* The user asks for some units; what nobody can serve is refused, at once or before anything moves. *)
Ask(r, W) == io[r] = Idle /\ Set(r, [Idle EXCEPT !.want = W, !.res = IF W = {} THEN "bad" ELSE "good"])
Refuse(r) == io[r].want # {} /\ io[r].moved = {} /\ Set(r, [io[r] EXCEPT !.want = {}, !.res = "bad"])

(* A request is given a mapping, be it one that was ended for all who have it, and gives it back. *)
Use(r, m)   == (m \in live \/ (m \in Revocable /\ at[m] # 0)) /\ io[r].res \in {"good", "bad"} /\ Set(r, [io[r] EXCEPT !.on = @ \cup {m}])
Leave(r, m) == m \in io[r].on /\ (\A x \in io[r].moved : x[1] # m) /\ Set(r, [io[r] EXCEPT !.on = @ \ {m}])

(* The device moves a unit, be it again; and reports of some, which it touches no more. *)
Touch(r, m, u) == m \in io[r].on \cap live /\ u \in io[r].want
                  /\ Set(r, [io[r] EXCEPT !.moved = @ \cup {<<m, u>>}])
Report(r, W, ok) ==
  /\ W # {} /\ W \subseteq io[r].want /\ (ok => W \subseteq {x[2] : x \in io[r].moved})
  /\ Set(r, [io[r] EXCEPT !.want = @ \ W, !.moved = {x \in @ : x[2] \notin W}, !.res = IF ok THEN @ ELSE "bad"])

(* The CPU moves all of it, for which it needs no mapping; nor has it one of what a device alone reaches. *)
Copy(r) == r \in Cached /\ io[r].want # {} /\ io[r].on = {} /\ Set(r, [io[r] EXCEPT !.want = {}])

(* A device gives up what it was about, of whatever requests: nobody knows how far it had come, and it
   is all to be moved again.  Of what no device is about the host may say itself that it failed, and
   give a mapping back with it. *)
GiveUp == /\ \A r \in Requests : io'[r] = [io[r] EXCEPT !.moved = io'[r].moved] /\ io'[r].moved \subseteq io[r].moved
          /\ UNCHANGED <<at, live>>
TakeBack(r, W, M) ==
  /\ W # {} /\ W \subseteq io[r].want /\ M \subseteq io[r].on
  /\ \A x \in io[r].moved : x[1] \notin M /\ x[2] \notin W
  /\ Set(r, [io[r] EXCEPT !.want = @ \ W, !.on = @ \ M, !.res = "bad"])

(* The user sees the result; and then forgets the request. *)
Tell(r)   == io[r].want = {} /\ io[r].res \in {"good", "bad"}
             /\ Set(r, [io[r] EXCEPT !.res = IF @ = "good" THEN "ok" ELSE "error"])
Forget(r) == io[r].on = {} /\ io[r].res \in {"ok", "error"} /\ Set(r, Idle)

Next ==
  \/ \E m \in Mappings : Map(m) \/ Unmap(m) \/ Revoke(m) \/ Detach(m) \/ \E b \in Bufs : Attach(m, b)
  \/ \E r \in Requests :
       \/ Refuse(r) \/ Copy(r) \/ Tell(r) \/ Forget(r)
       \/ \E m \in Mappings : Use(r, m) \/ Leave(r, m) \/ \E u \in Units : Touch(r, m, u)
       \/ \E W \in SUBSET Units :
            \/ Ask(r, W) \/ \E ok \in BOOLEAN : Report(r, W, ok)
            \/ \E M \in {{}} \cup {{m} : m \in Mappings} : TakeBack(r, W, M)
  \/ GiveUp

(* A static attachment is pinned while it is mapped. *)
CountsAreTrue ==
  LET of(S, b) == Cardinality({m \in S : at[m] = b}) IN
  counts = [b \in Bufs |-> [attachments |-> of(Mappings, b), pins |-> of(live, b), mappings |-> of(live, b)]]

Spec == Init /\ [][Next]_<<at, live, io>> /\ []CountsAreTrue
================================================================================
