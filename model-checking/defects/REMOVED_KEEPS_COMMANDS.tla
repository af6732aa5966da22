---------------------- MODULE REMOVED_KEEPS_COMMANDS -----------------------
(**************************************************************************)
(* A drive that is pulled out, and nobody takes back what it had: no      *)
(* answer comes, no interrupt, and a request waits for ever with the node *)
(* of its buffer.                                                         *)
(*                                                                        *)
(* model     rw-removed                                                   *)
(* override  [NvmeQueue]MayCancel <- MayCancelOfReset                     *)
(* law       OnlyQuietStops                                               *)
(**************************************************************************)
EXTENDS MCDmabufRw

(* In a reset alone. *)
MayCancelOfReset(d, t) ==
  /\ ctrl[d] \in {"off", "disabled"} /\ ~NV!CqeVisible(d)
  /\ cmds[d][t].st \in {"queued", "owned"}
============================================================================
