------------------------ MODULE ABORTED_STILL_MOVES -------------------------
(***************************************************************************)
(* A device that says a command is aborted and goes on with it: its memory *)
(* and its descriptor pages are another's by then.                         *)
(*                                                                         *)
(* model     nvme-queue-abort                                              *)
(* override  AbortCommand <- AbortsAndMoves                                *)
(* law       NothingTakenFromDevice                                        *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* The entry is written, and what moves goes on moving. *)
AbortsAndMoves(d, t) ==
  /\ sq[d].abort.st = "asked" /\ sq[d].abort.cid = Cid(cmds[d][t].gen, t)
  /\ cmds[d][t].has # <<>> /\ ~CqFull(d)
  /\ SetCmd(d, t, [cmds[d][t] EXCEPT !.st = "answered", !.ok = FALSE])
  /\ cq' = Posted(d, t)
  /\ sq' = AbortAnswered(d)
  /\ UNCHANGED <<pool, ctrl>>
=============================================================================
