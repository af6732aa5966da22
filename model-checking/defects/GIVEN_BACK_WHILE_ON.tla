------------------------ MODULE GIVEN_BACK_WHILE_ON -------------------------
(***************************************************************************)
(* The same, seen by the contract: pages are given back with a command     *)
(* that was taken back, and the device is still about them.                *)
(*                                                                         *)
(* model     rw-refines-reset-pages                                        *)
(* override  [NvmeQueue]MayCancel <- MayCancelUnstopped                    *)
(* law       ImplementsDmaSafety                                           *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The queue is quiesced; whether the device is off nobody asks. *)
MayCancelUnstopped(d, t) ==
  /\ ctrl[d] \in {"quiesced", "off"} /\ ~NV!CqeVisible(d)
  /\ cmds[d][t].st \in {"queued", "owned"}
=============================================================================
