------------------------ MODULE RETRY_REPORTS_TOO -------------------------
(*************************************************************************)
(* An error that is tried again and told all the same: the bio has ended *)
(* and its owner may do with the memory what it likes, while the command *)
(* is made once more for it; it will end a second time.                  *)
(*                                                                       *)
(* model     nvme-queue-retry                                            *)
(* override  Retry <- RetryEndsBio                                       *)
(* law       ServesUntilTheEnd                                           *)
(*************************************************************************)
EXTENDS MCNvmeQueue

(* The request is not the tag's any more, and the tag is tried again. *)
RetryEndsBio(d, t) ==
  /\ cmds[d][t].st = "clean" /\ TriedAgain(d, t)
  /\ SetCmd(d, t, [NoCmd EXCEPT !.st = "requeued", !.gen = cmds[d][t].gen,
                                !.retries = cmds[d][t].retries + 1])
  /\ UNCHANGED <<sq, cq, pool, ctrl>>
===========================================================================
