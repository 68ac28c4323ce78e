package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns batches into entries of the store: dictionary chunks and blocks. Used by one thread. */
final class BatchEncoder {
  private final Catalog catalog;
  private final DictionaryWriters dictionaries;

  /** Dictionaries that may have grown since the last {@link #take}. */
  private final Map<DictionaryWriters.Scope, List<DictionaryWriter>> touched =
      new LinkedHashMap<>();

  private final SealedSpans spans;
  private final List<Put> brokenSeals = new ArrayList<>();
  private final List<Put> blocks = new ArrayList<>();

  BatchEncoder(Catalog catalog, SealedSpans spans, int writer) {
    this.catalog = catalog;
    this.spans = spans;
    this.dictionaries = new DictionaryWriters(writer);
  }

  /**
   * Adds a batch to what {@link #take} will give.
   *
   * <p>When it throws, nothing of the batch is added but names and stacks, which do no harm.
   *
   * @throws LimitExceededException when the batch needs more names than there may be
   */
  void add(WindowBatch batch, long nowMillis) {
    Series series = catalog.seriesOf(batch, nowMillis);
    int[] types =
        batch.rows().stream()
            .mapToInt(rows -> catalog.typeOf(series, rows.type(), batch.origin()))
            .toArray();
    Partition hour = Partition.at(Table.RAW, batch.startSeconds());
    DictionaryWriters.Scope scope =
        new DictionaryWriters.Scope(
            series.service(), Partition.at(Table.DICTIONARY, batch.startSeconds()));
    DictionaryWriter dictionary = dictionaries.of(scope);
    List<DictionaryWriter> ofScope = touched.computeIfAbsent(scope, s -> new ArrayList<>());
    if (!ofScope.contains(dictionary)) {
      ofScope.add(dictionary);
    }

    List<Put> ofBatch = new ArrayList<>();
    int[] stackOfNode = intern(batch, dictionary);
    for (int i = 0; i < types.length; i++) {
      WindowBatch.Rows rows = batch.rows().get(i);
      int[] stack = Arrays.stream(rows.node()).map(node -> stackOfNode[node]).toArray();
      RawBlock block = RawBlock.of(dictionary.id(), stack, rows.count(), rows.sum());
      ofBatch.add(new Put(hour, key(series, types[i], batch), block.toBytes()));
    }
    for (IntervalTable table : batch.intervals()) {
      IntervalKey key =
          new IntervalKey(
              series.service(),
              table.kind().number(),
              batch.startSeconds(),
              series.id(),
              batch.part());
      ofBatch.add(
          new Put(
              Partition.at(Table.INTERVALS, batch.startSeconds()),
              key.toBytes(),
              table.toBytes(dictionary.id(), node -> stackOfNode[node])));
    }
    WindowRecord record = new WindowRecord(batch.losses());
    ofBatch.add(new Put(hour, key(series, RawKey.WINDOWS, batch), record.toBytes()));

    blocks.addAll(ofBatch);
    brokenSeals.addAll(spans.change(series.service(), batch.startSeconds(), nowMillis));
    catalog.saw(series, RawKey.WINDOWS, batch.startSeconds());
    for (int type : types) {
      catalog.saw(series, type, batch.startSeconds());
    }
  }

  /** What was added since the last time, in the order in which it has to become durable. */
  List<Put> take() {
    List<Put> puts = new ArrayList<>(catalog.pending());
    touched.forEach(
        (scope, writers) -> {
          for (DictionaryWriter writer : writers) {
            for (DictionaryChunk chunk : writer.drain()) {
              DictionaryKey key =
                  new DictionaryKey(scope.service(), writer.id(), chunk.firstNode());
              puts.add(new Put(scope.day(), key.toBytes(), chunk.toBytes()));
            }
          }
        });
    puts.addAll(brokenSeals);
    puts.addAll(blocks);
    touched.clear();
    brokenSeals.clear();
    blocks.clear();
    dictionaries.trim();
    return puts;
  }

  /** What {@link #take} gave last may not have been stored: no later block may build on it. */
  void abandon() {
    touched.clear();
    brokenSeals.clear();
    blocks.clear();
    dictionaries.abandon();
  }

  /** The dictionary's number of each node that a row needs. */
  private static int[] intern(WindowBatch batch, DictionaryWriter dictionary) {
    int[] parent = batch.nodeParent();
    boolean[] used = new boolean[parent.length + 1];
    for (WindowBatch.Rows rows : batch.rows()) {
      for (int node : rows.node()) {
        used[node] = true;
      }
    }
    for (IntervalTable table : batch.intervals()) {
      if (table.kind().stackColumn() >= 0) {
        for (long node : table.columns()[table.kind().stackColumn()]) {
          used[(int) node] = true;
        }
      }
    }
    for (int node = parent.length; node > 0; node--) {
      used[parent[node - 1]] |= used[node];
    }
    int[] frames = dictionary.find(batch.frames());
    int[] stackOfNode = new int[used.length];
    for (int node = 1; node < used.length; node++) {
      if (used[node]) {
        int frame = batch.nodeFrame()[node - 1];
        // A new one not before it is needed: it always comes with a new node.
        if (frames[frame] < 0) {
          frames[frame] = dictionary.frame(batch.frames(), frame);
        }
        stackOfNode[node] = dictionary.child(stackOfNode[parent[node - 1]], frames[frame]);
      }
    }
    return stackOfNode;
  }

  private static byte[] key(Series series, int type, WindowBatch batch) {
    return new RawKey(series.service(), type, series.id(), batch.startSeconds(), batch.part())
        .toBytes();
  }
}
