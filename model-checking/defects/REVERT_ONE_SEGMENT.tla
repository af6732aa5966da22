------------------------- MODULE REVERT_ONE_SEGMENT -------------------------
(***************************************************************************)
(* Reverting walks one segment back at most.                               *)
(*                                                                         *)
(* model     addressing-iterate                                            *)
(* override  Revert <- RevertOneSegment                                    *)
(* law       RevertComesBack                                               *)
(* was       seed-revert-one-segment                                       *)
(***************************************************************************)
EXTENDS MCAddressing

(* One segment back at most. *)
RevertOneSegment(vec, it, k) ==
  IF k <= it.offset THEN [it EXCEPT !.offset = @ - k, !.count = @ + k]
  ELSE [at |-> it.at - 1, count |-> it.count + k, segs |-> it.segs + 1,
        offset |-> IF k - it.offset < vec[it.at - 1].len THEN vec[it.at - 1].len - (k - it.offset)
                   ELSE 0]
=============================================================================
