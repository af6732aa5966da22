------------------------------- MODULE DmaSafety -------------------------------
(***************************************************************************)
(* The contract, on one screen.  A device touches a buffer's memory only   *)
(* while it is mapped, and only the memory of the mapping that its         *)
(* transfer was given; a mapping ends once, after its last user; a transfer that    *)
(* reports success has moved all its units.                                *)
(*                                                                         *)
(* Everything below it (tables, locks, rings, tags, interrupts) exists to  *)
(* keep these actions apart in time.                                       *)
(***************************************************************************)
EXTENDS Naturals

CONSTANTS Mappings, Transfers, MaxUnits

VARIABLES
  live,       \* the mappings that exist
  io          \* transfer -> [on, want, moved, res]: its mapping (0 none), units asked and moved, result

Idle == [on |-> 0, want |-> 0, moved |-> 0, res |-> "none"]

Init == live = {} /\ io = [r \in Transfers |-> Idle]

Users(m) == {r \in Transfers : io[r].on = m}

Set(r, v) == io' = [io EXCEPT ![r] = v] /\ UNCHANGED live

Map(m)   == m \notin live /\ live' = live \cup {m} /\ UNCHANGED io

Unmap(m) == m \in live /\ Users(m) = {} /\ live' = live \ {m} /\ UNCHANGED io

(* A transfer is given a mapping, and at once or then a number of units to move. *)
Begin(r, m, n) == m \in live /\ io[r] = Idle /\ Set(r, [Idle EXCEPT !.on = m, !.want = n])

Aim(r, n) == io[r].on # 0 /\ io[r] = [Idle EXCEPT !.on = io[r].on]
             /\ Set(r, [io[r] EXCEPT !.want = n])

(* The device moves one unit. *)
Touch(r) == io[r].on \in live /\ io[r].moved < io[r].want
            /\ Set(r, [io[r] EXCEPT !.moved = @ + 1])

(* The device reports; from here it touches nothing more for this transfer. *)
Report(r, ok) == io[r].want # 0 /\ (ok => io[r].moved = io[r].want)
                 /\ Set(r, [Idle EXCEPT !.on = io[r].on, !.res = IF ok THEN "ok" ELSE "error"])

(* The transfer gives the mapping back. *)
End(r) == io[r].res # "none" /\ Set(r, Idle)

Next ==
  \/ \E m \in Mappings : Map(m) \/ Unmap(m)
  \/ \E r \in Transfers, m \in Mappings, n \in 0 .. MaxUnits : Begin(r, m, n)
  \/ \E r \in Transfers, n \in 1 .. MaxUnits : Aim(r, n)
  \/ \E r \in Transfers : Touch(r) \/ End(r)
  \/ \E r \in Transfers, ok \in BOOLEAN : Report(r, ok)

Spec == Init /\ [][Next]_<<live, io>>
================================================================================
