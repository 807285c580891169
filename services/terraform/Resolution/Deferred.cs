namespace Upgrades.Terraform.Resolution;

/// <summary>A value that is worked out once, when somebody asks. Not for two threads.</summary>
internal sealed class Deferred(Func<Value> make, Spot at)
{
    private Func<Value>? _make = make;
    private Value? _value;
    private bool _busy;

    public Value Value
    {
        get
        {
            if (_value is null)
            {
                if (_busy)
                {
                    return new UnknownValue($"{at.Short} refers to itself", at);
                }

                _busy = true;
                _value = _make!();
                (_busy, _make) = (false, null);
            }

            return _value;
        }
    }

    public static Deferred Of(Value value, Spot at) => new(() => value, at);
}
