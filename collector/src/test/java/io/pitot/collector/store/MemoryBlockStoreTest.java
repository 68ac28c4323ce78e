package io.pitot.collector.store;

import java.nio.file.Path;

class MemoryBlockStoreTest extends BlockStoreContract {
  @Override
  protected BlockStore open() {
    return new MemoryBlockStore();
  }

  @Override
  protected BlockStore open(Path copy) {
    throw new AssertionError("a store in memory made the copy " + copy);
  }
}
