------------------------- MODULE BUFFERED_REGISTERED -------------------------
(***************************************************************************)
(* block_get_dma_device without its test: a dma-buf is registered for a    *)
(* file that is not O_DIRECT, all of whose requests would go through the   *)
(* page cache.                                                             *)
(*                                                                         *)
(* model     rw-flags                                                      *)
(* override  [DmabufMapping]NamesDevice <- NamesAlways                     *)
(* law       TakesOnlyWhatIsThere                                          *)
(* twin      BUFFERED_NAMES_DEVICE by refused-updates                      *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* Whatever its flags are. *)
NamesAlways(f) == TRUE
==============================================================================
