--------------------------- MODULE DNR_IGNORED ----------------------------
(*************************************************************************)
(* An error of which the device says that another try would have it too, *)
(* and that is tried again.                                              *)
(*                                                                       *)
(* model     nvme-queue-retry                                            *)
(* override  TriedAgain <- TriedWhileItMay                               *)
(* law       ErrorsAreTriedAgain                                         *)
(*************************************************************************)
EXTENDS MCNvmeQueue

(* Nobody looks at what the status says of another try. *)
TriedWhileItMay(d, t) == ~cmds[d][t].ok /\ cmds[d][t].retries < Retries
===========================================================================
