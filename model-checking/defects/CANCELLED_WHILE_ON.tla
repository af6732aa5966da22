------------------------- MODULE CANCELLED_WHILE_ON -------------------------
(***************************************************************************)
(* A command of a dma-buf that is taken back while the device runs: its    *)
(* request is told the end, and the device still has the entries.          *)
(*                                                                         *)
(* model     rw-reset-rings                                                *)
(* override  [NvmeQueue]MayCancel <- MayCancelQuiesced                     *)
(* law       NoDmaOutsideMapping                                           *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* Nothing more is sent to the device, and that is taken for enough. *)
MayCancelQuiesced(d, t) ==
  /\ ctrl[d] \in {"quiesced", "off"} /\ ~NV!CqeVisible(d)
  /\ cmds[d][t].st \in {"queued", "owned"}
=============================================================================
