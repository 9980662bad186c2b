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
 * A server that joins again after a partition may wait for ever until all agree on global names, because a message was lost
 * while connections came and went. RabbitMQ knows of it, and lets both sides believe that their connection was lost and made
 * again; but in words that Erlang does not understand since 25.1, which later versions have mended
 * (https://github.com/rabbitmq/rabbitmq-server/issues/6034). These are the right ones.
 */
const AGREES_AGAIN = `spawn(fun Watch() ->
  Pending = fun() ->
    case rabbit_boot_state:get() of
      booting ->
        {status, _, _, [Dictionary | _]} = sys:get_status(global_name_server),
        [Tag || {{sync_tag_my, _}, _} = Tag <- Dictionary];
      _ -> []
    end
  end,
  ConnectionOf = fun(State, Node) -> maps:get({connection_id, Node}, element(3, State)) end,
  Agree = fun(Peer) ->
    io:format("the connection with ~s is made again~n", [Peer]),
    Ours = ConnectionOf(sys:get_state(global_name_server), Peer),
    Theirs = ConnectionOf(erpc:call(Peer, sys, get_state, [global_name_server], 5000), node()),
    [{global_name_server, To} ! {What, From, #{connection_id => Id}}
      || What <- [nodedown, nodeup], {To, From, Id} <- [{node(), Peer, Ours}, {Peer, node(), Theirs}]]
  end,
  Look = fun() ->
    Before = Pending(),
    timer:sleep(5000),
    [Agree(Peer) || {{_, Peer}, _} = Tag <- Pending(), lists:member(Tag, Before)]
  end,
  try Look() catch _:Reason -> io:format("it could not be seen whether all agree: ~p~n", [Reason]), timer:sleep(1000) end,
  Watch()
end)`;

/** For -eval. */
export const OPERATOR = `${ENDS_WHEN_LOST}, ${AGREES_AGAIN}.`;
