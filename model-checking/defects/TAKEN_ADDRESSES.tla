-------------------------- MODULE TAKEN_ADDRESSES ---------------------------
(***************************************************************************)
(* An address is handed out although another mapping has it.               *)
(*                                                                         *)
(* model     dmabuf-mapping                                                *)
(* override  FreeIovas <- AddressesTakenOrNot                              *)
(* law       IommuMatchesMappings                                          *)
(* was       seed-taken-addresses                                          *)
(* distinct  10455                                                         *)
(* generated 49550                                                         *)
(***************************************************************************)
EXTENDS MCDmabufMapping

AddressesTakenOrNot(d) == Iovas
=============================================================================
