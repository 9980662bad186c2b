/**
 * What whoever runs RabbitMQ does when a server is stuck, done by two processes inside the server, in Erlang: nothing of it
 * happens in a server that is well, and none of it touches a message.
 */

/**
 * When what stores the logs of quorum queues was restarted too often, as on a full disk, the server goes on without it for
 * ever, and refuses whatever concerns these queues. Then it must end and be started again.
 */
const ENDS_WHEN_LOST = `spawn(fun Watch() ->
  IsLost = fun() -> (catch rabbit_boot_state:get()) =:= ready andalso whereis(ra_log_wal) =:= undefined end,
  timer:sleep(100),
  case IsLost() andalso begin timer:sleep(100), IsLost() end of
    true -> io:format("the log of the quorum queues is lost to this server, so it ends~n"), halt(1);
    false -> Watch()
  end
end)`;

/**
 * A server that joins again after a partition may wait for ever until all agree on global names: each side begins anew
 * whenever the other does. RabbitMQ knows of such waits, and lets both believe that their connection was lost and made
 * again; but in words that Erlang does not understand since 25.1, and true ones do not help here either
 * (https://github.com/rabbitmq/rabbitmq-server/issues/6034). So the connections are closed, and Erlang makes new ones.
 */
const CONNECTS_AGAIN = `spawn(fun Watch() ->
  Pending = fun() ->
    case rabbit_boot_state:get() of
      booting ->
        {status, _, _, [Dictionary | _]} = sys:get_status(global_name_server),
        [Peer || {{sync_tag_my, Peer}, _} <- Dictionary];
      _ -> []
    end
  end,
  Look = fun() ->
    Before = Pending(),
    timer:sleep(5000),
    [begin io:format("~s does not agree on global names: connecting again~n", [Peer]), erlang:disconnect_node(Peer) end
      || Peer <- Pending(), lists:member(Peer, Before)]
  end,
  try Look() catch _:Reason -> io:format("whether all agree is not to be seen: ~p~n", [Reason]), timer:sleep(1000) end,
  Watch()
end)`;

/** For -eval. */
export const OPERATOR = `${ENDS_WHEN_LOST}, ${CONNECTS_AGAIN}.`;
