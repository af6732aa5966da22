----------------------- MODULE RESET_CANCELS_EARLY ------------------------
(*************************************************************************)
(* A reset that takes commands back while the device runs: it goes on in *)
(* descriptor pages and memory that are given to others.                 *)
(*                                                                       *)
(* model     nvme-queue-reset                                            *)
(* override  MayCancel <- MayCancelQuiesced                              *)
(* law       NothingTakenFromDevice                                      *)
(*************************************************************************)
EXTENDS MCNvmeQueue

(* Nothing more is sent to the device, and that is taken for enough. *)
MayCancelQuiesced(d, t) ==
  /\ ctrl[d] \in {"quiesced", "off"} /\ ~CqeVisible(d)
  /\ cmds[d][t].st \in {"queued", "owned"}
===========================================================================
