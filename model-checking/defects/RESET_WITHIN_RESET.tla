------------------------- MODULE RESET_WITHIN_RESET -------------------------
(***************************************************************************)
(* A reset that somebody asks for while there is one, and that begins anew *)
(* in the middle of it: the queue goes on, on rings that hold what was     *)
(* taken back.                                                             *)
(*                                                                         *)
(* model     nvme-queue-asked                                              *)
(* override  ResetCtrl <- AskedAtAnyTime                                   *)
(* law       ResetsGoInOrder                                               *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* Whoever asks is served at once. *)
\* @user drivers/nvme/host/core.c: nvme_reset_ctrl, base (reset)
AskedAtAnyTime(d) ==
  /\ ctrl' = [ctrl EXCEPT ![d] = "resetting"]
  /\ UNCHANGED <<cmds, sq, cq, pool>>
=============================================================================
