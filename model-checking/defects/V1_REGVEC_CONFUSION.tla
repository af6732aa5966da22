------------------------- MODULE V1_REGVEC_CONFUSION -------------------------
(***************************************************************************)
(* 1. A dma-buf is registered: its imu counts its segments where that of   *)
(* pages counts page vectors, has none of these, and no size of a folio.   *)
(* 2. READV_FIXED names the slot. io_import_reg_vec, which the series does *)
(* not change, does not ask for the kind of buffer, nor for the file: the  *)
(* offset of a range, not shifted by anything, is an index into an array   *)
(* that is not there. 3. What stands behind the imu is taken for pointers  *)
(* to pages, and a device, or a CPU that copies, is sent there. Found by   *)
(* reading; from the third version on it is -EOPNOTSUPP.                   *)
(* V1-REGVEC-CONFUSION.                                                    *)
(*                                                                         *)
(* model     rw-vectored                                                   *)
(* override  HasPageVectors <- AnyHasPageVectors                           *)
(* law       OnlyWellFormedIsIssued                                        *)
(* twin      DMABUF_HAS_PAGE_VECTORS by vectored                           *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The kind of the buffer is not asked for. *)
AnyHasPageVectors(m) == TRUE
==============================================================================
