import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_gates_visitors_presence'),
        ('kit', '0002_longer_parameters'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='temperature',
            name='client_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='visit',
            name='write_up_told_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='decision',
            name='device',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='access.device'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='site',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kit.site'),
        ),
        migrations.AlterField(
            model_name='gateentry',
            name='device',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='access.device'),
        ),
        migrations.AlterField(
            model_name='gateentry',
            name='site',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kit.site'),
        ),
        migrations.AlterField(
            model_name='holderstate',
            name='site',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kit.site'),
        ),
        migrations.AlterField(
            model_name='lookup',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AlterField(
            model_name='lookup',
            name='purpose',
            field=models.CharField(choices=[('emergency', 'danger to life or health'), ('missing', 'somebody is missed'), ('security', 'a security incident is investigated'), ('legal', 'an authority asks in writing'), ('own_wish', 'the person asks'), ('gate', "a gate's decision is explained"), ('contacts', 'contacts are traced under an order')], max_length=9, verbose_name='what for'),
        ),
        migrations.AddConstraint(
            model_name='temperature',
            constraint=models.UniqueConstraint(fields=('site', 'client_id'), name='one_temperature_per_send'),
        ),
    ]
