--------------------------- MODULE V1_HOTREMOVE -----------------------------
(***************************************************************************)
(* 1. A buffer is registered for a file of a drive: it is attached and     *)
(* mapped for the device behind it. 2. Somebody unbinds the driver of the  *)
(* drive, with the file open and the slot filled: nvme_remove deletes the  *)
(* disk, waits for what is in its queue, stops the device, and knows of no *)
(* mapping. 3. The driver is gone, and what it had of the device with it;  *)
(* the mapping, the pin and the attachment stay until the slot is emptied. *)
(* Found by reading; a later version of the series ends the mappings.      *)
(* V1-HOTREMOVE.                                                           *)
(*                                                                         *)
(* model     rw-unbound                                                    *)
(* override  MayMapFor <- MapsForAny                                       *)
(* override  MappingsEnded <- NobodyAsks                                   *)
(* override  Revoke <- NobodyRevokes                                       *)
(* law       MappingWithinBinding                                          *)
(* twin      BINDING_IGNORED by drive-unbound                              *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* io_register_dmabuf asks the file for its device, which is there for as long as somebody holds it. *)
MapsForAny(d) == TRUE

(* nvme_remove knows of no registration. *)
NobodyAsks(d) == TRUE

NobodyRevokes(rb) == FALSE /\ UNCHANGED vars
=============================================================================
