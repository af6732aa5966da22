------------------------ MODULE ENDED_NAMES_REQUEST ------------------------
(**************************************************************************)
(* A tag whose bio has ended still names the request: the user sees the   *)
(* CQE and submits anew, the same object gets another tag, and two tags   *)
(* name one request.                                                      *)
(*                                                                        *)
(* model     rw-late-tag                                                  *)
(* override  [NvmeQueue]EndBio <- EndBioNamesRequest                      *)
(* law       OneTagPerPart                                                *)
(**************************************************************************)
EXTENDS MCDmabufRw

(* What the command was for stays until its tag is put. *)
EndBioNamesRequest(d, t) ==
  /\ cmds[d][t].st = "clean" /\ ~NV!TriedAgain(d, t)
  /\ cmds' = [cmds EXCEPT ![d][t].st = "ended"]
  /\ UNCHANGED <<sq, cq, pool, ctrl>>
============================================================================
