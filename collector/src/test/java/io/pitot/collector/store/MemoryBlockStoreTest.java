package io.pitot.collector.store;

class MemoryBlockStoreTest extends BlockStoreContract {
  @Override
  protected BlockStore open() {
    return new MemoryBlockStore();
  }
}
