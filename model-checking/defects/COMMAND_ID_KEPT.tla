----------------------- MODULE COMMAND_ID_KEPT ------------------------
(*********************************************************************)
(* A command id that is the same for a tag's next command, although  *)
(* the controller tells generations apart: a late or double answer   *)
(* to the command before would be taken for one to the next.         *)
(*                                                                   *)
(* model     nvme-queue-late-tag                                     *)
(* override  NextGen <- GenStays                                     *)
(* law       DeviceOwnsCommand                                       *)
(* twin      REUSE_COMMAND_ID by first-read                          *)
(*********************************************************************)
EXTENDS MCNvmeQueue

(* The accepted answer does not move the generation on. *)
GenStays(gen) == gen
=======================================================================
