--------------------------- MODULE ADVANCE_TWICE ----------------------------
(***************************************************************************)
(* Advancing counts twice how far into the segment it was.                 *)
(*                                                                         *)
(* model     addressing-iterate                                            *)
(* override  Advance <- AdvanceOffsetTwice                                 *)
(* law       AdvanceAddsUp                                                 *)
(* was       seed-advance-twice                                            *)
(***************************************************************************)
EXTENDS MCAddressing

(* What was done of the segment before counts twice. *)
AdvanceOffsetTwice(vec, it, k) ==
  LET n == Min(k, it.count) IN
    IF it.count = 0 THEN it
    ELSE Enter(vec, [at |-> it.at, segs |-> it.segs, count |-> it.count - n,
                     offset |-> 2 * it.offset + n])
=============================================================================
