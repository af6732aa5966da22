------------------------- MODULE SEGMENTS_UNCOUNTED -------------------------
(***************************************************************************)
(* Segments that are done with stay counted.                               *)
(*                                                                         *)
(* model     addressing-iterate                                            *)
(* override  Enter <- EnterUncounted                                       *)
(* law       AdvanceDropsTheFront                                          *)
(* was       seed-segments-uncounted                                       *)
(***************************************************************************)
EXTENDS MCAddressing

(* Segments that are done with stay counted. *)
RECURSIVE EnterUncounted(_, _)
EnterUncounted(vec, it) ==
  IF it.at > Len(vec) \/ it.offset < vec[it.at].len THEN it
  ELSE EnterUncounted(vec, [it EXCEPT !.at = @ + 1, !.offset = @ - vec[it.at].len])
=============================================================================
