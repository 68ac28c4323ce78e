package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stacks of well-known libraries say about why they wait. */
class ParkReasonTest {
  private static final String AQS = "java.util.concurrent.locks.AbstractQueuedSynchronizer";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lock   | a.Cart.add;java.util.concurrent.locks.ReentrantLock.lock;AQS.acquire;java.util.concurrent.locks.LockSupport.park | java.util.concurrent.locks.ReentrantLock$NonfairSync
          lock   | a.Cart.add;java.util.concurrent.locks.ReentrantReadWriteLock$ReadLock.lock;AQS.acquireShared;java.util.concurrent.locks.LockSupport.park | java.util.concurrent.locks.ReentrantReadWriteLock$NonfairSync
          lock   | a.Cart.add;java.util.concurrent.locks.StampedLock.writeLock;java.util.concurrent.locks.LockSupport.park | java.util.concurrent.locks.StampedLock
          lock   | a.Cart.add;java.util.concurrent.ArrayBlockingQueue.offer;java.util.concurrent.locks.ReentrantLock.lock;AQS.acquire | java.util.concurrent.locks.ReentrantLock$NonfairSync
          pool   | a.Web.get;com.zaxxer.hikari.pool.HikariPool.getConnection;com.zaxxer.hikari.util.ConcurrentBag.borrow;java.util.concurrent.SynchronousQueue.poll;java.util.concurrent.locks.LockSupport.parkNanos | java.util.concurrent.SynchronousQueue$TransferQueue
          pool   | a.Web.get;org.apache.commons.pool2.impl.GenericObjectPool.borrowObject;org.apache.commons.pool2.impl.LinkedBlockingDeque.pollFirst;AQS$ConditionObject.awaitNanos | AQS$ConditionObject
          pool   | a.Web.get;java.util.concurrent.Semaphore.acquire;AQS.acquireSharedInterruptibly | java.util.concurrent.Semaphore$NonfairSync
          pool_or_queue | a.Web.serve;a.Orders.place;a.Connections.lend;java.util.concurrent.ArrayBlockingQueue.take;AQS$ConditionObject.await | AQS$ConditionObject
          pool   | a.Web.serve;a.Users.fetch;a.Pool.take;java.util.concurrent.ArrayBlockingQueue.take;AQS$ConditionObject.await | AQS$ConditionObject
          queue  | java.lang.Thread.run;a.Worker.run;a.ThreadPool.nextTask;java.util.concurrent.LinkedBlockingQueue.take;AQS$ConditionObject.await | AQS$ConditionObject
          queue  | java.lang.Thread.run;a.Feed.run;a.Importer.submit;java.util.concurrent.ArrayBlockingQueue.put;AQS$ConditionObject.await | AQS$ConditionObject
          queue  | java.lang.Thread.run;a.Consumer.run;java.util.concurrent.LinkedBlockingQueue.take;AQS$ConditionObject.await | AQS$ConditionObject
          queue  | java.lang.Thread.run;a.Loop.start;b.Events.next;java.util.concurrent.LinkedTransferQueue.take | java.util.concurrent.LinkedTransferQueue
          idle   | java.lang.Thread.run;java.util.concurrent.ThreadPoolExecutor$Worker.run;java.util.concurrent.ThreadPoolExecutor.getTask;java.util.concurrent.LinkedBlockingQueue.take;AQS$ConditionObject.await | AQS$ConditionObject
          idle   | java.lang.Thread.run;java.util.concurrent.ThreadPoolExecutor.getTask;java.util.concurrent.SynchronousQueue.poll | java.util.concurrent.SynchronousQueue$TransferStack
          idle   | java.util.concurrent.ForkJoinWorkerThread.run;java.util.concurrent.ForkJoinPool.runWorker;java.util.concurrent.ForkJoinPool.awaitWork | java.util.concurrent.ForkJoinPool
          idle   | java.lang.Thread.run;org.eclipse.jetty.util.thread.QueuedThreadPool$Runner.run;org.eclipse.jetty.util.thread.QueuedThreadPool$Runner.idleJobPoll;org.eclipse.jetty.util.BlockingArrayQueue.poll;AQS$ConditionObject.awaitNanos | AQS$ConditionObject
          future | a.Web.get;java.util.concurrent.CompletableFuture.get;java.util.concurrent.CompletableFuture.waitingGet | java.util.concurrent.CompletableFuture$Signaller
          future | a.Web.get;java.util.concurrent.CountDownLatch.await;AQS.acquireSharedInterruptibly | java.util.concurrent.CountDownLatch$Sync
          queue_or_pool | java.lang.Thread.run;a.Desk$$Lambda$14+0x00007f10.run;a.Desk.work;java.util.concurrent.ArrayBlockingQueue.take;AQS$ConditionObject.await | AQS$ConditionObject
          queue_or_pool | java.lang.Thread.run;a.Desk$$Lambda.0x00007f10.run;a.Desk.work;java.util.concurrent.ArrayBlockingQueue.take;AQS$ConditionObject.await | AQS$ConditionObject
          pool_or_queue | java.lang.Thread.run;sun.net.httpserver.ServerImpl$Exchange.run;com.sun.net.httpserver.Filter$Chain.doFilter;a.Catalog.lambda$main$0;a.Catalog.lookup;java.util.concurrent.LinkedBlockingQueue.take;AQS$ConditionObject.await | AQS$ConditionObject
          pool_or_queue | java.lang.Thread.run;java.util.concurrent.FutureTask.runAndReset;a.Orders$$Lambda.0x00007f10.run;a.Orders.place;java.util.concurrent.ArrayBlockingQueue.take;AQS$ConditionObject.await | AQS$ConditionObject
          queue_or_pool | java.lang.Thread.run;java.util.concurrent.FutureTask.run;a.Orders$$Lambda.0x00007f10.run;a.Orders.place;java.util.concurrent.ArrayBlockingQueue.take;AQS$ConditionObject.await | AQS$ConditionObject
          queue_or_pool | java.lang.Thread.run;a.Shop$$Lambda.0x00007f10.run;a.Shop.visit;a.Shop.price;java.util.concurrent.ArrayBlockingQueue.poll;AQS$ConditionObject.awaitNanos | AQS$ConditionObject
          sleep  | a.Retry.backOff;java.util.concurrent.locks.LockSupport.parkNanos | ''
          park   | a.Actor.run;java.util.concurrent.locks.LockSupport.park | a.Mailbox
          """)
  void parks(String kind, String stack, String parkedClass) {
    String[] frames = stack.replace("AQS", AQS).split(";");
    assertEquals(
        kind, ParkReason.ofPark(parkedClass.replace("AQS", AQS), new Stack(frames)).word());
  }
}
