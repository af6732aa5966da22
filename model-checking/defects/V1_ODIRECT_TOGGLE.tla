-------------------------- MODULE V1_ODIRECT_TOGGLE --------------------------
(***************************************************************************)
(* 1. A dma-buf is registered for a file, which is O_DIRECT: that is asked *)
(* here, by block_get_dma_device, and nowhere else. 2. The user clears the *)
(* flag (fcntl, F_SETFL). 3. A fixed read of the buffer is made:           *)
(* io_rw_init_file takes the flags that the file has now, so that          *)
(* blkdev_read_iter goes to the page cache and copies with an iterator of  *)
(* device addresses, of which the copying helpers know nothing: they move  *)
(* no byte, and say that they have moved all. 4. The read succeeds, and    *)
(* the buffer is what it was; a write takes into the page cache whatever   *)
(* was there. Found by reading; later versions refuse a dma-buf there.     *)
(* V1-ODIRECT-TOGGLE, V1-COPY-DISCARD.                                     *)
(*                                                                         *)
(* model     rw-flags                                                      *)
(* override  [Ring]Copyable <- CopiesAll                                   *)
(* law       SuccessWasInFlight                                            *)
(* twin      DMABUF_COPIED by o-direct-cleared                             *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The copying helpers are given whatever memory an iterator has. *)
CopiesAll(ctx, r) == TRUE
==============================================================================
