--------------------------- MODULE CLONE_REVERSED ---------------------------
(***************************************************************************)
(* A clone fills its slots with the buffers of its source, the last one    *)
(* first.                                                                  *)
(*                                                                         *)
(* model     cloned-tables-two                                             *)
(* override  StartClone <- CloneReversed                                   *)
(* law       ClonesCopyTheirSource                                         *)
(***************************************************************************)
EXTENDS MCRequests

(* The source's slots are counted from their end. *)
CloneReversed(ctx, src, from, to, n, replace) ==
  /\ src # ctx /\ ring[ctx] = "open" /\ ring[src] = "open"
  /\ MayEnter(ctx) /\ LockFree(src) /\ MayClone(ctx)
  /\ table[src] # NoTable
  /\ MayReplace(ctx, replace)
  /\ n = 0 => from = 0 /\ to = 0
  /\ from + n <= SlotCount
  /\ SameSize(ctx, to, n)
  /\ LET filled == {s \in Filled(to, n) : table[src][s + from - to] # 0}
         kept == {s \in KeptSlots(to, n) \cap DOMAIN table[ctx] : table[ctx][s] # 0}
         mirrored(s) == CHOOSE q \in filled :
                          Cardinality({p \in filled : p < q}) = Cardinality({p \in filled : p > s})
         source(s) == nodes[src][table[src][mirrored(s) + from - to]]
         new(s) == NewNode(ctx, Cardinality({q \in filled : q <= s}))
         made == [m \in {new(s) : s \in filled} |->
                    LET s == CHOOSE q \in filled : new(q) = m
                    IN [refs |-> 1, tag |-> CloneTag(source(s)), imu |-> source(s).imu]]
         keeping(m) == KeptRefs(Cardinality({s \in kept : table[ctx][s] = m}))
         fresh == [s \in Slots |-> IF s \in filled THEN new(s)
                                   ELSE IF s \in kept THEN table[ctx][s] ELSE 0]
     IN /\ nodes' = [nodes EXCEPT ![ctx] =
                       [m \in DOMAIN @ |-> [@[m] EXCEPT !.refs = @ + keeping(m)]] @@ made]
        /\ imus' = [i \in DOMAIN imus |->
                      [imus[i] EXCEPT !.refs = @ + Cardinality({s \in filled : source(s).imu = i})]]
        /\ call' = [call EXCEPT
                      ![ctx] = [who |-> "clone", old |-> 0, from |-> src, fresh |-> fresh,
                                replace |-> table[ctx] # NoTable /\ replace,
                                at |-> IF table[ctx] = NoTable THEN "return" ELSE "next"],
                      ![src] = HeldInSource]
  /\ UNCHANGED <<ring, table, reqs, tags, queued>>
=============================================================================
