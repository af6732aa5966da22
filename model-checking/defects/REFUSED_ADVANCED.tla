------------------------- MODULE REFUSED_ADVANCED -------------------------
(*************************************************************************)
(* A request whose inline issue is refused for want of a tag, and whose  *)
(* iterator stays where that attempt left it: the worker reads on behind *)
(* it.                                                                   *)
(*                                                                       *)
(* model     deferred-issue-refused                                      *)
(* override  Refused <- RefusedAdvanced                                  *)
(* law       RequestsKeepWhatTheyHave                                    *)
(*************************************************************************)
EXTENDS MCRequests

(* The part that was refused is taken off what the request asks for. *)
RefusedAdvanced(ctx) ==
  /\ call[ctx].at = "B5"
  /\ LET r == call[ctx].req IN
       /\ queued' = [queued EXCEPT ![ctx] =
                      Queue(ctx, r, "again", call[ctx].slot, reqs[ctx][r].file, 0)]
       /\ reqs' = [reqs EXCEPT ![ctx][r].off = @ + PartBytes]
  /\ call' = [call EXCEPT ![ctx].at = "return"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags>>
===========================================================================
